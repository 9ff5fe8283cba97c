# Plot, check, advise, audit, convert, rescale and rank, without Paddle and without CUDA.
#   docker build -t lrkit:slim -f docker/slim.Dockerfile .
# How to run it: docs/docker.md
ARG BASE_IMAGE=python:3.13-slim-bookworm

FROM ${BASE_IMAGE} AS environment
ENV PIP_NO_CACHE_DIR=1 PIP_CONSTRAINT=/build/constraints/paddle3.txt PIP_BUILD_CONSTRAINT=/build/constraints/paddle3.txt
WORKDIR /build
COPY constraints/paddle3.txt constraints/
COPY pyproject.toml README.md LICENSE ./
COPY paddle_lrkit paddle_lrkit
COPY configs configs
RUN python3 -m venv /opt/lrkit \
    && /opt/lrkit/bin/pip install ".[plot]" \
    && /opt/lrkit/bin/pip uninstall --yes pip

FROM ${BASE_IMAGE}
ARG VERSION=unknown
LABEL org.opencontainers.image.title="paddle_lrkit, slim" \
      org.opencontainers.image.description="Learning-rate schedules for PaddlePaddle: choose, see, check, audit" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=environment /opt/lrkit /opt/lrkit
RUN useradd --uid 1000 --user-group --no-create-home --home-dir /tmp lrkit
ENV PATH=/opt/lrkit/bin:$PATH HOME=/tmp PYTHONUNBUFFERED=1
WORKDIR /workspace
USER 1000:1000
HEALTHCHECK NONE
ENTRYPOINT ["lrkit"]
CMD ["--help"]
