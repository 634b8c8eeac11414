package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** A request's body: its JSON, and its files where it is multipart. */
record RestBody(JsonNode json, List<TwinFile> files) {}
