"""`python -m leakline`."""

import sys

from leakline.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
