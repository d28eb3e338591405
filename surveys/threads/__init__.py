"""Reading what customers write back: which words of a mail are new, and whose."""
