# The service with podman inside: Debian 12, as on the hosts that it is made for.
#
# The ports are bound to the loopback device, and podman needs rights to start containers, so run it as
#   podman run --privileged --network=host -v podbus-state:/var/lib/podbus \
#     -v podbus-containers:/var/lib/containers IMAGE

FROM eclipse-temurin:25-jdk AS jdk

FROM debian:12 AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven ca-certificates && rm -rf /var/lib/apt/lists/*
COPY --from=jdk /opt/java/openjdk /opt/jdk
ENV JAVA_HOME=/opt/jdk
WORKDIR /build
COPY pom.xml .
COPY src/main src/main
# The tests need a host with podman: scripts/test runs them, not this build.
RUN mvn -B -q -Dmaven.test.skip=true -Dcyclonedx.skip=true package

FROM debian:12
RUN apt-get update && apt-get install -y --no-install-recommends \
      podman runc crun conmon netavark aardvark-dns iptables uidmap slirp4netns fuse-overlayfs catatonit \
      ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY --from=jdk /opt/java/openjdk /opt/jdk
COPY --from=build /build/target/podbus.jar /opt/podbus/podbus.jar
COPY --from=build /build/target/lib /opt/podbus/lib
COPY conf/podbus.yaml /etc/podbus/podbus.yaml
ENV PODBUS_CONFIG=/etc/podbus/podbus.yaml
VOLUME ["/var/lib/podbus", "/var/lib/containers"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/jdk/bin/java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
            "-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/podbus/podbus.jar"]
