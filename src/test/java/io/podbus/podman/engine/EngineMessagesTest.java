package io.podbus.podman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.podbus.podman.engine.EngineMessages.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Messages as podman 4.3.1 wrote them.
class EngineMessagesTest {
  private record Said(Kind kind, String line) {}

  @TestFactory
  Stream<DynamicTest> messagesHaveTheirKind() {
    return Stream.of(
            new Said(Kind.IMAGE_NOT_KNOWN, "localhost/nope: image not known"),
            new Said(
                Kind.IMAGE_NOT_FOUND,
                "short-name \"nope\" did not resolve to an alias and no unqualified-search registries are defined in \"/etc/containers/registries.conf\""),
            new Said(
                Kind.IMAGE_NOT_FOUND,
                "initializing source docker://r/x:latest: reading manifest latest in r/x: manifest unknown"),
            new Said(
                Kind.REGISTRY_UNREACHABLE,
                "initializing source docker://localhost:1/nope:latest: pinging container registry localhost:1: Get \"https://localhost:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused"),
            new Said(
                Kind.REGISTRY_UNREACHABLE,
                "initializing source docker://x.invalid/nope:latest: pinging container registry x.invalid: Get \"https://x.invalid/v2/\": dial tcp: lookup x.invalid on 10.0.0.1:53: no such host"),
            new Said(
                Kind.REGISTRY_FAILED,
                "initializing source docker://r/x:latest: pinging container registry r: Get \"https://r/v2/\": x509: certificate signed by unknown authority"),
            new Said(
                Kind.REGISTRY_FAILED,
                "invalid status code from registry 503 (Service Unavailable)"),
            new Said(
                Kind.REGISTRY_UNAUTHORIZED,
                "reading manifest latest in r/x: unauthorized: authentication required"),
            new Said(
                Kind.CONTAINER_NAME_IN_USE,
                "creating container storage: the container name \"a\" is already in use by ac6c. You have to remove that container to be able to reuse that name: that name is already in use"),
            new Said(
                Kind.CONTAINER_NOT_FOUND,
                "no container with name or ID \"nope\" found: no such container"),
            new Said(Kind.CONTAINER_NOT_FOUND, "inspecting object: no such container nope"),
            new Said(Kind.POD_NOT_FOUND, "no pod with name or ID nope found: no such pod"),
            new Said(
                Kind.NETWORK_NOT_FOUND,
                "unable to find network with name or ID nope: network not found"),
            new Said(Kind.VOLUME_NOT_FOUND, "no volume with name \"v\" found: no such volume"),
            new Said(Kind.SECRET_NOT_FOUND, "no secret with name or id \"s\": no such secret"),
            new Said(
                Kind.WRONG_STATE,
                "can only create exec sessions on running containers: container state improper"),
            new Said(
                Kind.WRONG_STATE,
                "\"ac6c\" is not paused, can't unpause: container state improper"),
            new Said(
                Kind.IN_USE,
                "cannot remove container ac6c as it is running - running or paused containers cannot be removed without force: container state improper"),
            new Said(
                Kind.NO_SUCH_COMMAND,
                "runc: runc create failed: unable to start container process: exec: \"nosuch\": executable file not found in $PATH: OCI runtime attempted to invoke a command that was not found"),
            new Said(
                Kind.NO_SUCH_COMMAND,
                "must provide a non-empty command to start an exec session: invalid argument"),
            new Said(
                Kind.NOT_EXECUTABLE,
                "runc: exec failed: unable to start container process: exec: \"/etc\": permission denied: OCI permission denied"),
            new Said(Kind.CANNOT_START, "workdir \"/nope\" does not exist on container 7c09"),
            new Said(
                Kind.CANNOT_START,
                "unable to find user nobodyxx: no matching entries in passwd file"),
            new Said(
                Kind.CANNOT_START,
                "OCI runtime error: runc: runc create failed: unable to start container process: unable to set memory limit to 1"),
            new Said(
                Kind.CANNOT_START,
                "cannot listen on the TCP port: listen tcp4 127.0.0.1:18111: bind: address already in use"),
            new Said(Kind.HOST_PATH_MISSING, "statfs /nope: no such file or directory"),
            new Said(Kind.BAD_VALUE, "\"CAP_NOPE\": unknown capability"),
            new Said(
                Kind.BAD_VALUE,
                "invalid argument \"abc\" for \"--cpus\" flag: strconv.ParseFloat: parsing \"abc\": invalid syntax"),
            new Said(
                Kind.BAD_VALUE,
                "running container create option: names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*: invalid argument"),
            new Said(Kind.BAD_FLAG, "unknown flag: --policy"),
            new Said(Kind.BAD_REFERENCE, "parsing reference \"A:::b\": invalid reference format"),
            new Said(
                Kind.CONFLICTING_OPTIONS,
                "the --rm option conflicts with --restart, when the restartPolicy is not \"\" and \"no\""),
            new Said(
                Kind.REMOTE_UNREACHABLE,
                "unable to connect to Podman socket: Get \"http://d/v4.3.1/libpod/_ping\": dial unix /nope.sock: connect: no such file or directory"),
            new Said(Kind.STORAGE_MISMATCH, "database configuration mismatch"),
            new Said(Kind.STORAGE_FULL, "writing blob: no space left on device"),
            new Said(
                Kind.OUT_OF_LOCKS,
                "allocating lock for new container: allocation failed; exceeded num_locks (2048)"),
            new Said(Kind.OTHER, "something else"),
            new Said(Kind.OBJECT_NOT_FOUND, "inspecting object: no such object: \"nope\""),
            new Said(
                Kind.CONTAINER_NOT_FOUND,
                "unable to look up nope to perform a health check: no container with name or ID \"nope\" found: no such container"),
            new Said(Kind.CONTAINER_NOT_FOUND, "container \"nope\" does not exist"),
            new Said(
                Kind.HOST_PATH_MISSING,
                "\"/nofile\" could not be found on container ops: no such file or directory"),
            new Said(
                Kind.HOST_PATH_MISSING,
                "\"/nofile\" could not be found on the host: no such file or directory"),
            new Said(
                Kind.HOST_PATH_MISSING,
                "building at STEP \"COPY nofile /\": checking on sources under \"/ctx\": copier: stat: \"/nofile\": no such file or directory"),
            new Said(Kind.HOST_PATH_MISSING, "context must be a directory: \"/nodir\""),
            new Said(
                Kind.BUILD_STEP_FAILED,
                "building at STEP \"RUN echo image not known; exit 7\": while running runtime: exit status 7"),
            new Said(Kind.BAD_VALUE, "no FROM statement found"),
            new Said(Kind.BAD_VALUE, "The target \"zz\" was not found in the provided Dockerfile"),
            new Said(Kind.BAD_VALUE, "invalid CIDR address: 300.0.0.0/8"),
            new Said(
                Kind.IN_USE,
                "image used by d9649d: image is in use by a container: consider listing external containers and force-removing image"),
            new Said(Kind.IN_USE, "volume with name v already exists: volume already exists"),
            new Said(
                Kind.IN_USE,
                "volume v is being used by the following container(s): e5783: volume is being used"),
            new Said(Kind.IN_USE, "network name n already used: network already exists"),
            new Said(
                Kind.IN_USE,
                "subnet 10.99.0.0/24 is already used on the host or by another config"),
            new Said(
                Kind.IN_USE,
                "\"n\" has associated containers with it. Use -f to forcibly delete containers and pods: network is being used"),
            new Said(Kind.IN_USE, "adding pod to state: name \"p\" is in use: pod already exists"),
            new Said(Kind.IN_USE, "s: secret name in use"),
            new Said(Kind.WRONG_STATE, "you can only attach to running containers"),
            new Said(Kind.WRONG_STATE, "top can only be used on running containers"),
            new Said(
                Kind.WRONG_STATE,
                "\"exited\" is not running, can't pause: container state improper"),
            new Said(Kind.WRONG_STATE, "container d9649dde876d is not running"),
            new Said(
                Kind.WRONG_STATE,
                "container d750 is already connected to network \"n\": network is already connected"),
            new Said(Kind.WRONG_STATE, "container c is not connected to network n"),
            new Said(Kind.WRONG_STATE, "container aae4 has no defined healthcheck"),
            new Said(
                Kind.WRONG_STATE,
                "no containers in pod c298 have no dependencies, cannot start pod: no such container"),
            new Said(Kind.WRONG_STATE, "not logged into 127.0.0.1:5000"),
            new Said(
                Kind.REGISTRY_UNAUTHORIZED,
                "logging into \"127.0.0.1:5000\": invalid username/password"),
            new Said(
                Kind.REGISTRY_FAILED,
                "trying to reuse blob sha256:84 at destination: pinging container registry 127.0.0.1:5000: Get \"https://127.0.0.1:5000/v2/\": x509: certificate signed by unknown authority"),
            new Said(
                Kind.STORAGE_FULL,
                "creating container storage: write /r/overlay-layers/.tmp-layers.json404: no space left on device"),
            new Said(
                Kind.REMOTE_UNREACHABLE,
                "failed to resolve active destination: \"nope\" service destination not found"),
            new Said(
                Kind.REMOTE_UNREACHABLE,
                "failed to connect: dial tcp 127.0.0.1:22029: connect: connection refused"),
            new Said(
                Kind.REMOTE_UNREACHABLE,
                "failed to read identity \"/nokey\": open /nokey: no such file or directory"))
        .map(said ->
            DynamicTest.dynamicTest(
                said.kind() + ": " + said.line(),
                () ->
                    assertThat(
                            EngineMessages.read(
                                "time=\"x\" level=warning msg=\"Error: y\"\nError: "
                                    + said.line()
                                    + "\n"))
                        .isEqualTo(new EngineMessages.Message(said.kind(), said.line()))));
  }

  @Test
  void aListOfErrorsBelongsToTheLineAboveIt() {
    EngineMessages.Message said =
        EngineMessages.read(
            "Error: 2 errors occurred:\n"
                + "\t* removing container 0566 from pod a6eb: cannot remove container 0566 as it is"
                + " running - running or paused containers cannot be removed without force\n"
                + "\t* removing container 0b5c from pod a6eb: still exists: dependency exists\n\n\n");
    assertThat(said.kind()).isEqualTo(Kind.IN_USE);
    assertThat(said.text()).startsWith("2 errors occurred: * removing").endsWith("exists");
  }

  @Test
  void theLastErrorLineCounts() {
    assertThat(
            EngineMessages.read("Error: first\nError: image not known\nSee 'podman run --help'\n")
                .text())
        .isEqualTo("image not known");
    assertThat(EngineMessages.read("Log Level \"x\" is not supported, choose from: trace").kind())
        .isEqualTo(Kind.CONFIGURATION);
    assertThat(EngineMessages.read("").text()).isEmpty();
    assertThat(EngineMessages.read("\u0000\uffff").kind()).isEqualTo(Kind.OTHER);
  }
}
