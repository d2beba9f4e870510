/** The verbs of the command line, composed by {@link wireroom.app.cli.WireroomCommand}. */
package wireroom.app.cli;
