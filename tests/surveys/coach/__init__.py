"""The survey coach against questions that people labelled."""
