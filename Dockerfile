# GPU: docker build -t lrkit .
# CPU: docker build -t lrkit --build-arg BASE_IMAGE=paddlepaddle/paddle:3.3.0 .
# How to run it: docs/docker.md
ARG BASE_IMAGE=paddlepaddle/paddle:3.3.1-gpu-cuda12.6-cudnn9.5

FROM ${BASE_IMAGE} AS wheel
ENV PIP_NO_CACHE_DIR=1 PIP_CONSTRAINT=/wheels/constraints.txt PIP_BUILD_CONSTRAINT=/wheels/constraints.txt
WORKDIR /build
COPY constraints/paddle3.txt ./
# The base decides about Paddle and what it needs, which are the first part of the file.
RUN mkdir /wheels && sed '1,/^# Everything else/d' paddle3.txt > /wheels/constraints.txt
COPY pyproject.toml README.md LICENSE ./
COPY paddle_lrkit paddle_lrkit
COPY configs configs
RUN python3 -m pip wheel --no-deps --wheel-dir /wheels .

FROM ${BASE_IMAGE}
ARG VERSION=unknown
LABEL org.opencontainers.image.title="paddle_lrkit" \
      org.opencontainers.image.description="Learning-rate schedules for PaddlePaddle: choose, see, check, train, prove" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0"

# A newer base does not let pip change the system's packages; in an image nothing else depends on them.
RUN --mount=type=bind,from=wheel,source=/wheels,target=/wheels \
    PIP_CONSTRAINT=/wheels/constraints.txt PIP_BUILD_CONSTRAINT=/wheels/constraints.txt PIP_BREAK_SYSTEM_PACKAGES=1 \
    python3 -m pip install --no-cache-dir --root-user-action=ignore \
        "paddle-lrkit[train,plot] @ file://$(echo /wheels/*.whl)"

# Configs name data as dataset/... and runs as output/..., so what is mounted at /data and /output is found by both.
# Ubuntu 24.04 has a user 1000 already.
WORKDIR /workspace
RUN useradd --non-unique --uid 1000 --user-group --no-create-home --home-dir /tmp lrkit \
    && install --directory --mode=1777 /data /output \
    && ln -s /data dataset \
    && ln -s /data data \
    && ln -s /output output
COPY configs configs

# /tmp can be written by every user, and is the tmpfs that a read-only container has anyway.
ENV HOME=/tmp PYTHONUNBUFFERED=1
USER 1000:1000
VOLUME ["/data", "/output"]
HEALTHCHECK NONE
ENTRYPOINT ["lrkit"]
CMD ["--help"]
