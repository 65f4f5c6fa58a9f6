"""Between the web server and Django's WSGI application: bodies read to the end, a fixed pool of threads."""
