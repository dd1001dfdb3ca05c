"""The explorer: a local, read-only web application on the live snapshot, made with Dash."""
