"""The key that signs the checkpoints of the public log."""

from feedback.settings.ground import env

# 32 bytes in base64; without it one is derived from SECRET_KEY.
LOG_SIGNING_KEY: str = env("LOG_SIGNING_KEY", default="")
# Former ones. As long as they stand here they sign as well.
LOG_SIGNING_KEY_FALLBACKS = env.list("LOG_SIGNING_KEY_FALLBACKS", default=[])
