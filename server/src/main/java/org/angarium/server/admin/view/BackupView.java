package org.angarium.server.admin.view;

/** A backup that was made; {@code folder} is where, on the server's machine. */
public record BackupView(String folder, long millis) {}
