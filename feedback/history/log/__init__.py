"""An append-only Merkle tree a business. What it proves, and what not: docs/log.md.

This is the ground: hashing, storing, proving and signing. What is logged is decided
above, in `public_wall.proofs`.
"""
