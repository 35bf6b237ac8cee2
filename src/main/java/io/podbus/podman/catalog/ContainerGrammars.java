package io.podbus.podman.catalog;

import io.podbus.podman.catalog.ValueType.Text;
import io.podbus.podman.catalog.ValueType.TextMap;

/// What holds a container, and what is in it.
final class ContainerGrammars {
  static final Text CAPABILITY =
      Text.of(
          "^(?:ALL|all|(?:CAP_)?[A-Za-z_]+)$",
          "a capability such as \"NET_ADMIN\", with or without CAP_, or \"ALL\".");

  static final Text SECURITY =
      Text.of(
          "^(?:no-new-privileges(?:=(?:true|false))?|apparmor=[^\\s]+"
              + "|label=(?:disable|nested|(?:user|role|type|level|filetype):[^\\s]+)"
              + "|(?:un)?mask=[^\\s]+|proc-opts=[^\\s]+|seccomp=(?:unconfined|/[^\\s]+)"
              + "|systempaths=unconfined)$",
          "\"no-new-privileges\", or one of apparmor=, label=, mask=, unmask=, proc-opts=, seccomp=,"
              + " systempaths= with its value.");

  private static final String MOUNT_OPTION =
      "(?:ro|rw|z|Z|U|O|(?:no)?(?:copy|exec|dev|suid)|r?(?:bind|shared|slave|private|unbindable)"
          + "|idmap(?:=[A-Za-z0-9_=;@-]+)?|(?:upper|work)dir=/[^:,"
          + Grammars.C
          + "]+)";

  static final Text VOLUME =
      Text.of(
          "^(?:(?:/[^:"
              + Grammars.C
              + "]*|"
              + Grammars.NAME
              + "):)?/[^:"
              + Grammars.C
              + "]*"
              + "(?::"
              + MOUNT_OPTION
              + "(?:,"
              + MOUNT_OPTION
              + ")*)?$",
          "[SOURCE:]DESTINATION[:options], where the source is an absolute path of the host or the"
              + " name of a volume, the destination an absolute path, and options are such as ro or"
              + " z. A relative path is not taken: podman would make a volume of that name.");

  static final Text MEMORY =
      Text.of(
          "^[0-9]+[bkmgBKMG]?$", "a whole number with the unit b, k, m or g, such as \"512m\".");

  static final Text CPUS =
      Text.of("^[0-9]*\\.?[0-9]+$", "a decimal number in a string, such as \"1.5\".");

  static final Text DEVICE =
      Text.of(
          "^(?:/[^:,\""
              + Grammars.C
              + "]+(?::/[^:,\""
              + Grammars.C
              + "]+)?(?::[rwm]{1,3})?|[a-z0-9.-]+/[A-Za-z0-9_-]+=[A-Za-z0-9_.:-]+)$",
          "hostPath[:containerPath][:rwm], as \"/dev/fuse\", or a device name as vendor/class=name.");

  static final Text TMPFS =
      Text.of(
          "^/[^:" + Grammars.C + "]*(?::[A-Za-z0-9_=.,%-]+)?$",
          "an absolute path, and mount options behind a colon if wanted, as \"/tmp:size=64m\".");

  static final Text INTERVAL =
      Text.of(
          "^(?:disable|(?:[0-9]+(?:\\.[0-9]+)?(?:ns|us|ms|s|m|h))+)$",
          "a number with its unit, such as \"30s\" or \"1m30s\", or \"disable\".");

  static final Text MEMORY_SWAP =
      Text.of(
          "^(?:-1|[0-9]+[bkmgBKMG]?)$",
          "a whole number with the unit b, k, m or g, such as \"512m\", or \"-1\" for no limit.");

  static final Text ULIMIT =
      Text.of(
          "^(?:host|(?:core|cpu|data|fsize|locks|memlock|msgqueue|nice|nofile|nproc|rss|rtprio|rttime"
              + "|sigpending|stack)=-?[0-9]+(?::-?[0-9]+)?)$",
          "NAME=SOFT[:HARD] with a name such as nofile or nproc, or \"host\".");

  static final Text CPUSET =
      Text.of(
          "^[0-9]+(?:-[0-9]+)?(?:,[0-9]+(?:-[0-9]+)?)*$",
          "numbers and ranges with commas between, as \"0-2,4\".");

  static final TextMap SYSCTL =
      new TextMap(
          Text.of(
              "^(?:kernel\\.(?:msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)"
                  + "|net\\.[a-z0-9_.]+|fs\\.mqueue\\.[a-z_]+)$",
              "a setting that a container can have of its own: of net., fs.mqueue. or of the kernel's"
                  + " messages and shared memory."),
          Text.of("^[^" + Grammars.C + "]*$", "a string without control characters."),
          100);

  static final Text CGROUPNS =
      Text.of(
          "^(?:host|private|container:" + Grammars.NAME + "|ns:/[^" + Grammars.C + "]+)$",
          "\"private\", \"host\", \"container:NAME\" or \"ns:PATH\".");

  static final Text CGROUPNS_OF_BUILD = Text.of("^(?:host|private)$", "\"private\" or \"host\".");

  static final Text CGROUP_PARENT =
      Text.of(
          "^(?!.*(?:^|/)\\.\\.(?:/|$))/?[A-Za-z0-9_.:][A-Za-z0-9_.:-]*(?:/[A-Za-z0-9_.:-]+)*$",
          "a path below the root of the control groups, without \"..\".");

  static final Text CGROUP_SETTING =
      Text.of(
          "^[a-z0-9_.]+=[^" + Grammars.C + ",\"]+$", "KEY=VALUE, as \"memory.high=1073741824\".");

  static final Text USERNS =
      Text.of(
          "^(?:host|private|nomap|auto(?::[a-z]+=[0-9:@,a-z=]+)?"
              + "|keep-id(?::[a-z]+=[0-9]+(?:,[a-z]+=[0-9]+)*)?|container:"
              + Grammars.NAME
              + "|ns:/[^"
              + Grammars.C
              + "]+)$",
          "\"host\", \"auto\", \"keep-id\", \"nomap\", \"private\", \"container:NAME\" or \"ns:PATH\".");

  static final Text USERNS_OF_BUILD =
      Text.of(
          "^(?:host|private|container|auto|ns:/[^" + Grammars.C + "]+)$",
          "\"host\", \"private\", \"container\", \"auto\" or \"ns:PATH\".");

  static final Text ID_MAP =
      Text.of(
          "^[0-9]+:[0-9]+:[1-9][0-9]*$",
          "CONTAINER:HOST:COUNT, three numbers, as \"0:100000:65536\".");

  static final Text IPC =
      Text.of(
          "^(?:host|private|shareable|none|container:"
              + Grammars.NAME
              + "|ns:/[^"
              + Grammars.C
              + "]+)$",
          "\"private\", \"shareable\", \"none\", \"host\", \"container:NAME\" or \"ns:PATH\".");

  static final Text PID =
      Text.of(
          "^(?:host|private|container:" + Grammars.NAME + "|ns:/[^" + Grammars.C + "]+)$",
          "\"private\", \"host\", \"container:NAME\" or \"ns:PATH\".");

  static final Text MOUNT =
      Text.of(
          "^(?=(?:.*,)?type=(?:bind|volume|tmpfs|image|devpts|glob)(?:,|$))"
              + "(?=(?:.*,)?(?:dst|destination|target)=/)"
              + "(?!(?:.*,)?type=bind(?:,|$)(?:.*,)?(?:src|source)=[^/])"
              + "(?!(?:.*,)?(?:src|source)=[^/](?:.*,)?type=bind(?:,|$))"
              + "[^"
              + Grammars.C
              + "]+$",
          "KEY=VALUE with commas between, with type= (bind, volume, tmpfs, image, devpts) and an"
              + " absolute dst=; of a bind an absolute src= too.");

  static final Text VOLUMES_FROM =
      Text.of(
          "^" + Grammars.NAME + "(?::(?:ro|rw|z|Z)(?:,(?:ro|rw|z|Z))*)?$",
          "a container's name, and options such as \":ro\".");

  static final TextMap ANNOTATIONS =
      new TextMap(
          Text.of("^[^=" + Grammars.C + "]+$", "anything without \"=\" and control characters."),
          new Text(null, "a string.", ValueType.MAX_BYTES - 4200, true),
          1000);

  static final TextMap LOG_OPTIONS =
      new TextMap(
          Text.of("^(?:path|max-size|tag)$", "path, max-size or tag."),
          Text.of("^[^" + Grammars.C + "]+$", "a string without control characters."),
          3);

  private ContainerGrammars() {}
}
