# Another base can be given, also by its digest: docker build --build-arg BASE=python:3.11-slim-bookworm@sha256:… .
ARG BASE=python:3.11.14-slim-bookworm

FROM ${BASE} AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv --without-pip /opt/warmline
WORKDIR /source
COPY requirements-run.lock requirements.lock ./
RUN pip --python /opt/warmline/bin/python install --only-binary :all: --require-hashes -r requirements-run.lock
# What makes the wheel is locked too, but does not come along.
RUN sed -n '/^setuptools==/,/[^\\]$/p' requirements.lock > build.lock \
    && pip install --require-hashes -r build.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY scheduling scheduling
RUN pip wheel --no-index --no-deps --no-build-isolation -w /wheel . \
    && pip --python /opt/warmline/bin/python install --no-index --no-deps /wheel/*.whl

FROM ${BASE}
RUN groupadd --gid 10001 warmline \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin warmline \
    && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /opt/warmline /opt/warmline
# LISTEN: nobody outside the container reaches it, unless whoever runs the container says so.
ENV PATH=/opt/warmline/bin:$PATH \
    HOME=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite+aiosqlite:////data/warmline.db \
    LISTEN=127.0.0.1:8080
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-I", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["warmline"]
