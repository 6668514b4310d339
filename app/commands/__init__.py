"""The command line. Exit codes: 0 done, 1 a fault of ours, 2 a mistake of the user's, 130 stopped by Ctrl+C."""
