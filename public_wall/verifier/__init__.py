"""What checks a public page from outside: no Django, nothing but the standard library.

`bin/bundle_verify.py` makes one file of it, ``verify.py``, that anybody can download
and run. It knows nothing of how we store things and computes everything itself.
"""
