/** How the projects of one language are compiled. */
export interface Toolchain {
  /** The program, for messages. */
  readonly name: string
  /** The file by which a project of this language is known. */
  readonly marker: string
  /** Compiles the project in `folder`; returns the path of the module, which may lie in the empty folder `scratch`. */
  readonly build: (folder: string, scratch: string) => Promise<string>
}
