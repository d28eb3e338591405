"""The public page, and the pages from which it is looked after."""
