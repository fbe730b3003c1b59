"""Run the command line as ``python -m mtdetect``."""

import sys

from mtdetect.cli.main import main

sys.exit(main())
