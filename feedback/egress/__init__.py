"""Speaking to addresses that other people typed, without being used against anybody.

`targets` decides by the text alone, `addresses` by what a name leads to, and `posting`
connects to exactly the address that was looked at.
"""
