# Worker with NVIDIA's own TensorRT 10.15, for GPUs up to Blackwell: deploy/docker/README.md
#
#   docker build -f deploy/docker/worker-gpu-host.Dockerfile -t warren:gpu-host .
#
# Maven Central has only the bindings of 10.15; CUDA 13.1, cuDNN and TensorRT are the base image's. No
# page was found that lists its contents: the check below stops the build where they are others.

FROM eclipse-temurin:17.0.15_6-jdk-jammy AS build
WORKDIR /src
COPY . .
# The commit, for `warren_build_info`: --build-arg REVISION=$(git rev-parse HEAD)
ARG REVISION=unknown
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    ./mvnw -B -q -ntp -Pgpu-host -DskipTests -Dspotless.check.skip -Dwarren.revision="$REVISION" -pl worker -am \
      package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/out/app/lib \
    && find worker/target -maxdepth 1 -name 'warren-*.jar' ! -name '*-tests.jar' -exec cp {} /out/app/lib/ ';' \
    && rm -f /out/app/lib/pytorch-native-*.jar \
    && deploy/docker/natives.sh /out/app/lib /out/app/natives \
    && install -D -t /out/app/bin bin/warren deploy/docker/healthcheck.sh \
    && install -D -m 644 -t /out/app deploy/docker/jvm.options \
    && jlink --add-modules java.se,jdk.httpserver,jdk.unsupported,jdk.management,jdk.crypto.ec \
      --strip-java-debug-attributes --no-header-files --no-man-pages --output /out/java

FROM nvcr.io/nvidia/tensorrt:26.02-py3 AS worker
LABEL org.opencontainers.image.title="Warren worker (TensorRT 10.15)" \
      org.opencontainers.image.description="Frames from RabbitMQ, detections out; NVIDIA's TensorRT, and ONNX Runtime on a CPU" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN ldconfig -p | grep -q 'libnvinfer\.so\.10' && ldconfig -p | grep -q 'libcublas\.so\.13' \
    && find / -xdev -name 'libnvinfer.so.10.15.*' | grep -q . \
    || { echo "the base image has not TensorRT 10.15 and CUDA 13: choose another tag" >&2; exit 1; }
RUN useradd --uid 10001 --user-group --home-dir /var/lib/warren --create-home warren \
    && install -d -o 10001 -g 10001 -m 700 /var/lib/warren/plans
COPY --from=build /out/java /opt/java
COPY --from=build /out/app /opt/warren
ENV JAVA_HOME=/opt/java \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility \
    WARREN_HTTP=0.0.0.0:9095 \
    WARREN_PLAN_CACHE=/var/lib/warren/plans
USER 10001:10001
WORKDIR /var/lib/warren
VOLUME /var/lib/warren/plans
EXPOSE 9095
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/opt/warren/bin/healthcheck.sh"]
ENTRYPOINT ["/opt/warren/bin/warren"]
CMD ["worker"]
