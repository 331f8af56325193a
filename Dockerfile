# Three stages: assets, wheels, and a small image that runs as nobody special.

FROM python:3.12-slim AS assets
WORKDIR /src
COPY requirements/node.txt requirements/fonts.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/node.txt -r requirements/fonts.txt
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY assets assets
RUN npm run build

FROM python:3.12-slim AS wheels
WORKDIR /src
COPY requirements requirements
RUN python -m venv /opt/engage \
 && /opt/engage/bin/pip install --no-cache-dir --require-hashes -r requirements/app.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/build.txt
COPY pyproject.toml setup.cfg README.md ./
COPY engage engage
COPY workers workers
COPY templates templates
COPY migrations migrations
COPY --from=assets /src/engage/static engage/static
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /tmp/wheels . \
 && /opt/engage/bin/pip install --no-cache-dir --no-deps --no-index /tmp/wheels/*.whl

FROM python:3.12-slim
ENV PATH=/opt/engage/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ENGAGE_DATA_DIR=/data
RUN useradd --system --uid 10001 --home-dir /data --create-home engage
COPY --from=wheels /opt/engage /opt/engage
USER engage
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "engage.wsgi:app"]
