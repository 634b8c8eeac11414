package io.github.claudebridge.testing.twin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Requests that JDA itself would never send. */
final class Raw {
  private Raw() {}

  static HttpResponse<String> post(DiscordTwin twin, String channelId, String json)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(twin.restUrl() + "channels/" + channelId + "/messages"))
            .header("Authorization", "Bot " + twin.token())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  static HttpResponse<byte[]> get(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }
  }
}
