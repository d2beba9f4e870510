package wireroom.ingest.format;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import wireroom.ingest.profile.Profile;
import wireroom.ingest.profile.Profiles;
import wireroom.model.Channel;

/** Documents as tests need them. */
public final class Documents {
    public static final Instant RECEIVED = Instant.parse("2026-11-20T12:00:00Z");

    private Documents() {}

    public static Document document(String place, byte[] bytes) {
        return new Document(
                Input.of(bytes),
                "northwire",
                "test",
                Channel.FOLDER,
                place,
                Optional.empty(),
                RECEIVED,
                Charset.forName("windows-1252"),
                ZoneOffset.UTC,
                Profile.DEFAULT,
                Limits.DEFAULT);
    }

    public static Document document(String place, String text) {
        return document(place, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The document of a provider whose profile comes with Wireroom, read with its charset and zone. */
    public static Document of(String provider, String place, String text) {
        Profile profile = Profiles.shipped().of(provider);
        return new Document(
                Input.of(text.getBytes(StandardCharsets.UTF_8)),
                provider,
                "test",
                Channel.FOLDER,
                place,
                Optional.empty(),
                RECEIVED,
                profile.charset().orElse(Charset.forName("windows-1252")),
                profile.zone().orElse(ZoneOffset.UTC),
                profile,
                Limits.DEFAULT);
    }
}
