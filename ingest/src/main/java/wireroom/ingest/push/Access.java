package wireroom.ingest.push;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Who may push: who knows a token, or signs with a secret; anyone when there are neither. Of each there may be two, so
 * that both the old and the new one are good while they are changed. Its text shows none of them.
 *
 * @param tokens bearer tokens
 * @param secrets keys of signatures
 * @param anyProvider whether a sender may name a provider other than that of the source
 */
public record Access(List<String> tokens, List<byte[]> secrets, boolean anyProvider) {
    /** Anyone, for any provider. */
    public static final Access OPEN = new Access(List.of(), List.of(), true);

    /** A shorter token or secret can be guessed. */
    static final int SHORTEST = 16;

    private static final int LONGEST = 1024;
    private static final int MOST = 2;
    private static final String PREFIX = "whsec_";

    public Access {
        tokens = List.copyOf(tokens);
        secrets = List.copyOf(secrets);
    }

    /** Whether nobody is asked who he is. */
    public boolean isOpen() {
        return tokens.isEmpty() && secrets.isEmpty();
    }

    /**
     * Tokens from their text, one a line.
     *
     * @throws IllegalArgumentException when it is none, too many, or too short; says which line, never what it is
     */
    public static List<String> tokens(String text) {
        List<String> tokens = lines(text);
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (token.length() < SHORTEST || token.length() > LONGEST) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + " has not " + SHORTEST + " to " + LONGEST + " characters");
            }
            if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new IllegalArgumentException("line " + (i + 1) + " has blanks or characters beyond ASCII");
            }
        }
        return tokens;
    }

    /**
     * Secrets of signatures from their text, one a line: {@code whsec_} and base64, as Standard Webhooks writes them.
     *
     * @throws IllegalArgumentException when it is none, too many, too short or not base64; says which line, never what it
     *     is
     */
    public static List<byte[]> secrets(String text) {
        List<byte[]> secrets = new ArrayList<>();
        for (String line : lines(text)) {
            String where = "line " + (secrets.size() + 1);
            byte[] secret;
            try {
                secret = Base64.getDecoder().decode(line.startsWith(PREFIX) ? line.substring(PREFIX.length()) : line);
            } catch (IllegalArgumentException e) {
                // Not as the cause: its message shows a character of the secret.
                throw new IllegalArgumentException(where + " is not base64");
            }
            if (secret.length < SHORTEST || secret.length > LONGEST) {
                throw new IllegalArgumentException(where + " has not " + SHORTEST + " to " + LONGEST + " bytes");
            }
            secrets.add(secret);
        }
        return secrets;
    }

    private static List<String> lines(String text) {
        List<String> lines =
                text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
        if (lines.isEmpty() || lines.size() > MOST) {
            throw new IllegalArgumentException(
                    lines.isEmpty() ? "it is empty" : "it has " + lines.size() + " lines, more than " + MOST);
        }
        return lines;
    }

    @Override
    public String toString() {
        return "Access[" + tokens.size() + " tokens, " + secrets.size() + " secrets"
                + (anyProvider ? ", any provider" : "") + "]";
    }
}
