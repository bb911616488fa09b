# Worker, cameras and load test on a CPU: deploy/docker/README.md
#
#   docker build -f deploy/docker/worker-cpu.Dockerfile -t warren:cpu .

FROM eclipse-temurin:17.0.15_6-jdk-jammy AS build
WORKDIR /src
COPY . .
# The commit, for `warren_build_info`: --build-arg REVISION=$(git rev-parse HEAD)
ARG REVISION=unknown
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    ./mvnw -B -q -ntp -DskipTests -Dspotless.check.skip -Dwarren.revision="$REVISION" -pl worker,loadtest -am \
      package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/out/app/lib \
    && find worker/target loadtest/target -maxdepth 1 -name 'warren-*.jar' ! -name '*-tests.jar' -exec cp {} /out/app/lib/ ';' \
    && deploy/docker/natives.sh /out/app/lib /out/app/natives \
    && install -D -t /out/app/bin bin/warren deploy/docker/healthcheck.sh \
    && install -D -m 644 -t /out/app deploy/docker/jvm.options
# PyTorch unpacks itself, for its own user alone. This also proves that the other libraries load.
RUN DJL_CACHE_DIR=/out/app/natives/djl java -Dorg.bytedeco.javacpp.cachedir=/tmp/javacpp \
      -Donnxruntime.native.path=/out/app/natives/onnxruntime \
      -cp '/out/app/lib/*:/out/app/natives' dev.warren.cli.Warren doctor \
    && cd /out/app/natives && jar xf /out/app/lib/pytorch-native-*.jar native/lib/pytorch.properties \
    && rm /out/app/lib/pytorch-native-*.jar && chmod -R a+rX /out/app

FROM eclipse-temurin:17.0.15_6-jre-jammy AS worker
LABEL org.opencontainers.image.title="Warren worker (CPU)" \
      org.opencontainers.image.description="Frames from RabbitMQ, detections out; ONNX Runtime and PyTorch on a CPU" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --uid 10001 --user-group --home-dir /var/lib/warren --create-home warren
COPY --from=build /out/app /opt/warren
ENV DJL_CACHE_DIR=/opt/warren/natives/djl \
    WARREN_HTTP=0.0.0.0:9095
USER 10001:10001
WORKDIR /var/lib/warren
EXPOSE 9095
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/opt/warren/bin/healthcheck.sh"]
ENTRYPOINT ["/opt/warren/bin/warren"]
CMD ["worker"]
