"""What a reader can take along: notebooks, the wheel, the book as one file; and where chapters can be run."""
