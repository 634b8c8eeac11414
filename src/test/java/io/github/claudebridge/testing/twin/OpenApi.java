package io.github.claudebridge.testing.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Discord's own description of its REST bodies, asked by method and path. */
final class OpenApi {
  private static final OpenApi BUNDLED = new OpenApi();

  private record Path(Pattern pattern, boolean exact, JsonNode operations) {}

  private final List<Path> paths = new ArrayList<>();
  private final SchemaCheck check;

  private OpenApi() {
    JsonNode document;
    try (InputStream in = OpenApi.class.getResourceAsStream("/discord/discord-openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("discord/discord-openapi.json is not on the class path");
      }
      document = Nodes.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    check = new SchemaCheck(document);
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      String pattern = path.getKey().replaceAll("\\{[^}]+}", "[^/]+");
      boolean exact = !path.getKey().contains("{") || path.getKey().contains("@");
      paths.add(new Path(Pattern.compile(pattern), exact, path.getValue()));
    }
    paths.sort((a, b) -> Boolean.compare(b.exact(), a.exact()));
  }

  static OpenApi bundled() {
    return BUNDLED;
  }

  /** The flaws of a body; the path is the part after {@code /api/v10}. */
  List<SchemaCheck.Flaw> check(String method, String path, JsonNode body) {
    for (Path known : paths) {
      if (known.pattern().matcher(path).matches()) {
        JsonNode schema =
            known
                .operations()
                .path(method.toLowerCase(Locale.ROOT))
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
        return schema.isMissingNode() ? List.of() : check.check(schema, body);
      }
    }
    return List.of();
  }
}
