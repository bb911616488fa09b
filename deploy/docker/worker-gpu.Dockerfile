# Worker with TensorRT 10.6; all of it from Maven Central, only the driver from the host:
# deploy/docker/README.md
#
#   docker build -f deploy/docker/worker-gpu.Dockerfile -t warren:gpu .
#   docker build -f deploy/docker/worker-gpu.Dockerfile -t warren:gpu-slim --target slim .
#
# Ubuntu 22.04 below: TensorRT 10.6's builder wants an executable stack, which glibc from 2.41 on is
# expected to refuse.

FROM eclipse-temurin:17.0.15_6-jdk-jammy AS build
WORKDIR /src
COPY . .
# The commit, for `warren_build_info`: --build-arg REVISION=$(git rev-parse HEAD)
ARG REVISION=unknown
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    ./mvnw -B -q -ntp -Pgpu -DskipTests -Dspotless.check.skip -Dwarren.revision="$REVISION" -pl worker -am \
      package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/out/app/lib \
    && find worker/target -maxdepth 1 -name 'warren-*.jar' ! -name '*-tests.jar' -exec cp {} /out/app/lib/ ';' \
    && rm -f /out/app/lib/pytorch-native-*.jar \
    && deploy/docker/natives.sh /out/app/lib /out/natives /out/builder \
    && test -n "$(find /out/natives -name 'libnvinfer.so.10')" \
    && test -n "$(find /out/builder -name 'libnvinfer_builder_resource.so.*')" \
    && install -D -t /out/app/bin bin/warren deploy/docker/healthcheck.sh \
    && install -D -m 644 -t /out/app deploy/docker/jvm.options

# Runs plans that are there already; cannot build one.
FROM eclipse-temurin:17.0.15_6-jre-jammy AS slim
LABEL org.opencontainers.image.title="Warren worker (TensorRT 10.6)" \
      org.opencontainers.image.description="Frames from RabbitMQ, detections out; TensorRT, and ONNX Runtime on a CPU" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --uid 10001 --user-group --home-dir /var/lib/warren --create-home warren \
    && install -d -o 10001 -g 10001 -m 700 /var/lib/warren/plans
COPY --from=build /out/natives /opt/warren/natives
COPY --from=build /out/app /opt/warren
ENV NVIDIA_VISIBLE_DEVICES=all \
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

# With what building a plan takes: 1.4 GB more.
FROM slim AS worker
COPY --from=build /out/builder /opt/warren/natives
USER 10001:10001
