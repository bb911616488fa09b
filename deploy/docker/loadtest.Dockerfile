# Cameras and load test: deploy/docker/README.md
#
#   docker build -f deploy/docker/loadtest.Dockerfile -t warren:loadtest .
#
# No engine and no native library of ours; FFmpeg for the gateway's videos and cameras.

FROM eclipse-temurin:17.0.15_6-jdk-jammy AS build
WORKDIR /src
COPY . .
# The commit, for `warren_build_info`: --build-arg REVISION=$(git rev-parse HEAD)
ARG REVISION=unknown
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    ./mvnw -B -q -ntp -DskipTests -Dspotless.check.skip -Dwarren.revision="$REVISION" -pl loadtest -am \
      package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/out/app/lib \
    && find loadtest/target -maxdepth 1 -name 'warren-*.jar' ! -name '*-tests.jar' -exec cp {} /out/app/lib/ ';' \
    && install -D -t /out/app/bin bin/warren \
    && install -D -m 644 -t /out/app deploy/docker/jvm.options
# Proves that all of it is there.
RUN java -cp '/out/app/lib/*' dev.warren.cli.Warren loadtest autoscale-sim --duration 1h >/dev/null

# Ubuntu 24.04: the FFmpeg of 22.04 is too old.
FROM eclipse-temurin:17.0.15_6-jre-noble AS loadtest
LABEL org.opencontainers.image.title="Warren load test" \
      org.opencontainers.image.description="Simulated cameras, gateway, watch and load test for Warren's workers" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates ffmpeg \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --home-dir /var/lib/warren --create-home warren
COPY --from=build /out/app /opt/warren
USER 10001:10001
WORKDIR /var/lib/warren
# It has no address to ask: it publishes, or it ends with an exit code.
HEALTHCHECK NONE
ENTRYPOINT ["/opt/warren/bin/warren"]
CMD ["loadtest", "--help"]
