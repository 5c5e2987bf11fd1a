"""`python -m fitscore` is the command line."""

import sys

from fitscore.cli import main

sys.exit(main())
