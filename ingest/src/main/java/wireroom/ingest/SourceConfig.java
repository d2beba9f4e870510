package wireroom.ingest;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import wireroom.ingest.format.Format;
import wireroom.ingest.profile.Profile;
import wireroom.ingest.profile.Profiles;
import wireroom.ingest.push.PushSettings;
import wireroom.ingest.silence.Silence;

/** Where wire items come from. */
public sealed interface SourceConfig {

    /** Name of the source, unique in the configuration: lower-case letters, digits, dashes, dots. */
    String id();

    /** How its bytes are read. */
    Reading reading();

    /** How long it may be silent; of push, each source that pushes. */
    Silence silence();

    /**
     * A folder that is watched; the provider of a file is its first directory below {@code path}, and of a file
     * directly in it the one of {@code reading}.
     */
    record Folder(String id, Path path, Reading reading, Silence silence) implements SourceConfig {
        /** Silent as its rhythm has it. */
        public Folder(String id, Path path, Reading reading) {
            this(id, path, reading, Silence.LEARNT);
        }
    }

    /** Standard input, read to its end: one document. */
    record Stdin(String id, Reading reading) implements SourceConfig {
        @Override
        public Silence silence() {
            return Silence.OFF;
        }
    }

    /**
     * HTTP push: {@code POST /v1/items}.
     *
     * @param host address to listen on
     * @param port 0 takes a free one, see {@link Ingest#pushPort}
     * @param settings who may push, and how much
     */
    record Push(String id, String host, int port, Reading reading, PushSettings settings, Silence silence)
            implements SourceConfig {
        /** Open to whoever reaches it. */
        public Push(String id, String host, int port, Reading reading) {
            this(id, host, port, reading, PushSettings.DEFAULT);
        }

        /** Silent as its rhythm has it. */
        public Push(String id, String host, int port, Reading reading, PushSettings settings) {
            this(id, host, port, reading, settings, Silence.LEARNT);
        }
    }

    /** A feed that is polled. */
    record Feed(wireroom.ingest.poll.Feed feed, Reading reading, Silence silence) implements SourceConfig {
        /** Silent as its rhythm has it. */
        public Feed(wireroom.ingest.poll.Feed feed, Reading reading) {
            this(feed, reading, Silence.LEARNT);
        }

        @Override
        public String id() {
            return feed.id();
        }
    }

    /**
     * How bytes of a source are read when they do not say it themselves.
     *
     * @param provider organisation the items come from, without {@code |}
     * @param format the format, or empty to recognise it
     * @param charset of texts that are neither UTF-8 nor marked; empty leaves it to the profile
     * @param zone of times that name none; empty leaves it to the profile
     * @param profiles profiles by provider
     * @param profile the profile of all its items; empty takes that of the provider
     */
    record Reading(
            String provider,
            Optional<Format> format,
            Optional<Charset> charset,
            Optional<ZoneId> zone,
            Profiles profiles,
            Optional<Profile> profile) {
        /** Western European agencies' charset: every byte is a character, so nothing is lost. */
        public static final Charset FALLBACK = Charset.forName("windows-1252");

        public Reading {
            Objects.requireNonNull(charset, "charset");
            Objects.requireNonNull(zone, "zone");
            Objects.requireNonNull(profiles, "profiles");
        }

        /** The usual way: recognise the format; the provider's profile, else windows-1252 when it is not Unicode, and UTC. */
        public static Reading of(String provider) {
            return new Reading(
                    provider,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Profiles.shipped(),
                    Optional.empty());
        }

        /** The profile of a provider's items. */
        public Profile profile(String providerOfItem) {
            return profile.orElseGet(() -> profiles.of(providerOfItem));
        }

        /** Charset of a provider's texts that are neither UTF-8 nor marked. */
        public Charset charset(String providerOfItem) {
            return charset.or(profile(providerOfItem)::charset).orElse(FALLBACK);
        }

        /** Zone of a provider's times that name none. */
        public ZoneId zone(String providerOfItem) {
            return zone.or(profile(providerOfItem)::zone).orElse(ZoneOffset.UTC);
        }
    }
}
