import os

DSN = os.environ["SENTRY_DSN"]
HOST = os.environ.get("API_HOST", "localhost")
MORE = os.getenv("SENTRY_DSN"), os.getenv("SENTRY_DSN")
