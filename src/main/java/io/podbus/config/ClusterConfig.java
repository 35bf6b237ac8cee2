package io.podbus.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How the service joins others as a node of a cluster. Where it is not enabled nothing else of it
/// has a meaning, but for the node's name.
///
/// @param enabled whether there is a cluster at all
/// @param node what this node is called, once in the cluster; empty for the host's own name
/// @param name of the cluster: nodes of another name are strangers
/// @param discovery how a node finds the others
/// @param members where others may be, as host or host:port, with discovery by members
/// @param kubernetesServiceDns the headless service, with discovery by Kubernetes
/// @param host the address that both ports of the cluster are bound to
/// @param port that members find each other on; 0 picks a free one
/// @param busPort of the event bus; 0 picks a free one
/// @param advertisedHost under which the others reach this node; empty for the host itself
/// @param tls of the event bus, which with it takes nodes with certificates alone
/// @param secretFile what the key is made from under which callers cross the bus
/// @param nodeTimeout after how much silence a node counts as away
/// @param lostAfter how long a node is away before its sessions are lost
/// @param labels of this node, which callers may ask for
/// @param relayBytes how much output of one session of another node is held for its readers here
/// @param relayTotalBytes how much of all of them together
public record ClusterConfig(
    boolean enabled,
    Optional<String> node,
    String name,
    Discovery discovery,
    Set<String> members,
    Optional<String> kubernetesServiceDns,
    String host,
    int port,
    int busPort,
    Optional<String> advertisedHost,
    ClusterTls tls,
    Optional<Path> secretFile,
    Duration nodeTimeout,
    Duration lostAfter,
    Map<String, String> labels,
    long relayBytes,
    long relayTotalBytes) {
  public ClusterConfig {
    labels = Map.copyOf(labels);
  }

  /// How a node finds the others.
  public enum Discovery {
    /// By a list of addresses.
    MEMBERS,
    /// By multicast in its network.
    MULTICAST,
    /// By the names of a headless service.
    KUBERNETES
  }

  /// PEM files of the event bus: all three, or none.
  ///
  /// @param certificate of this node
  /// @param key its private key
  /// @param authorities whose certificates the other nodes show
  public record ClusterTls(
      Optional<Path> certificate, Optional<Path> key, Optional<Path> authorities) {
    /// Whether the event bus speaks TLS.
    public boolean on() {
      return certificate.isPresent();
    }
  }

  /// Whether only this machine can reach the ports of the cluster.
  public boolean onLoopback() {
    return Kind.Host.isLoopback(host)
        && advertisedHost.map(Kind.Host::isLoopback).orElse(true)
        && discovery == Discovery.MEMBERS;
  }
}
