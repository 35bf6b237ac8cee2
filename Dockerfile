# Podbus with a runtime of its own and podman, as an ordinary user.
#
#   podman build -t podbus .
#
# With the podman of the host, by its socket; the session's containers are then the host's:
#   podman run --network=host -e CONTAINER_HOST=unix:///run/podman/podman.sock \
#     -v /run/podman/podman.sock:/run/podman/podman.sock -v podbus-state:/var/lib/podbus podbus
#
# With the podman inside; containers in a container need rights:
#   podman run --network=host --privileged -v podbus-state:/var/lib/podbus \
#     -v podbus-containers:/home/podbus/.local/share/containers podbus
#
# The ports are bound to the loopback device: hence --network=host.

ARG JDK_IMAGE=docker.io/library/eclipse-temurin:25-jdk
ARG BASE_IMAGE=docker.io/library/debian:12-slim

FROM ${JDK_IMAGE} AS build
WORKDIR /build
COPY . .
# A jar that a build has made before is taken as it is. The tests need a host with podman: scripts/test runs them.
RUN [ -f target/podbus.jar ] || { \
      apt-get update && apt-get install -y --no-install-recommends maven && \
      mvn -B -q -Dmaven.test.skip=true package; }
RUN sh deploy/package/assemble /opt/podbus && /opt/podbus/bin/podbus prepare

FROM ${BASE_IMAGE}
RUN command -v podman >/dev/null || { \
      apt-get update && apt-get install -y --no-install-recommends \
        podman crun conmon netavark aardvark-dns iptables uidmap slirp4netns fuse-overlayfs catatonit ca-certificates && \
      rm -rf /var/lib/apt/lists/*; }
RUN echo 'podbus:x:1000:' >>/etc/group && echo 'podbus:x:1000:1000::/home/podbus:/bin/sh' >>/etc/passwd && \
    echo 'podbus:10000:50000' >>/etc/subuid && echo 'podbus:10000:50000' >>/etc/subgid && \
    mkdir -p /home/podbus/.local/share/containers /var/lib/podbus /run/user/1000 && \
    chmod 0700 /var/lib/podbus /run/user/1000 && \
    chown -R 1000:1000 /home/podbus /var/lib/podbus /run/user/1000
COPY --from=build /opt/podbus /opt/podbus
USER 1000:1000
ENV HOME=/home/podbus XDG_RUNTIME_DIR=/run/user/1000 PODBUS_STATE_DIR=/var/lib/podbus
WORKDIR /home/podbus
EXPOSE 8080 8081
VOLUME ["/var/lib/podbus"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=10s CMD ["/opt/podbus/bin/podbus", "health"]
ENTRYPOINT ["/opt/podbus/bin/podbus"]
CMD ["run"]
