"""Measured workloads: ``make bench``, or ``make bench NAME=sending`` for one.

Every module here with a function ``run`` is a workload. It gives `measuring.Result`s:
our number, and what it is measured against in the same run. They need PostgreSQL and
Redis (DATABASE_URL, REDIS_URL) and Debian's ``postfix`` for its ``smtp-sink``, a server
in C that costs next to nothing (``apt install --no-install-recommends postfix``). The
database is one of their own, made and dropped.
"""
