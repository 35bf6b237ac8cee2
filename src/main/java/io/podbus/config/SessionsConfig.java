package io.podbus.config;

import java.time.Duration;

/// Limits of sessions, and what holds for one whose caller says nothing else.
///
/// @param max how many may live at the same time
/// @param retention how long an ended one stays readable
/// @param maxEnded how many ended ones are kept at most
/// @param startTimeout how long launching may take
/// @param closeGrace between the polite and the forced stop
/// @param inputTimeout how long a write may wait for the program to take it
/// @param blockMax how long a program waits for a `block` reader
public record SessionsConfig(
    int max,
    Duration retention,
    int maxEnded,
    Duration startTimeout,
    Duration closeGrace,
    Duration inputTimeout,
    Duration blockMax) {}
