# GPU: docker build -t lrkit .
# CPU: docker build -t lrkit --build-arg BASE_IMAGE=paddlepaddle/paddle:3.3.0 .
ARG BASE_IMAGE=paddlepaddle/paddle:3.3.1-gpu-cuda12.6-cudnn9.5
FROM ${BASE_IMAGE}

LABEL org.opencontainers.image.title="paddle_lrkit" \
      org.opencontainers.image.description="Learning-rate schedules for PaddlePaddle" \
      org.opencontainers.image.licenses="Apache-2.0"

WORKDIR /opt/paddle_lrkit
COPY pyproject.toml README.md LICENSE ./
COPY paddle_lrkit ./paddle_lrkit
RUN python3 -m pip install --no-cache-dir ".[train,plot]"
COPY configs ./configs

RUN useradd --create-home --uid 1000 lrkit \
    && mkdir -p /data /output \
    && chown lrkit:lrkit /data /output
USER lrkit
ENV HOME=/home/lrkit
VOLUME ["/data", "/output"]
ENTRYPOINT ["lrkit"]
CMD ["--help"]
