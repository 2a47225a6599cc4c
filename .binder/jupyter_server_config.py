"""Settings of `make lab`, of Binder and of a hub: see saving.py beside this file."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from saving import Chapters  # noqa: E402

c.ServerApp.contents_manager_class = Chapters  # noqa: F821 (Jupyter's own name in such a file)
