"""The commands of the command line, a module each: its options, how they are declared, and what it does."""
