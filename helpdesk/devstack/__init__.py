"""The whole product on one machine without Docker: `python -m helpdesk.devstack`.

Runs before Django exists and imports no app: it starts the servers, then the same commands the containers run.
"""
