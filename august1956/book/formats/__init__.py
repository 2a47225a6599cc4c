"""The edition in other forms: EPUB, PDF, TEI, the data in one file, citations, files for machines. One file a form."""
