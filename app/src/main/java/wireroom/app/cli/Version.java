package wireroom.app.cli;

import picocli.CommandLine.IVersionProvider;

/** Version of this build, and what it runs on. */
final class Version implements IVersionProvider {
    static String ofBuild() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"wireroom " + ofBuild() + " (Java " + Runtime.version() + ")"};
    }
}
