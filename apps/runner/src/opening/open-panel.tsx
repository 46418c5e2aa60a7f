import { type ReactElement, useRef, useState } from 'react'
import { chosenFiles } from './dropped-files.ts'
import { openFiles } from './open-files.ts'
import type { OpenedSkill } from './opened-skill.ts'
import { openAddress } from './skill-address.ts'

/** Opens something; what comes of it, or why nothing did, is for whoever was asked. */
export type OpenSkill = (opening: () => Promise<OpenedSkill>) => void

/** Ways to open a skill beside dropping it on the page: from files, from a folder, from an address. */
export function OpenPanel({ onOpen }: { readonly onOpen: OpenSkill }): ReactElement {
  const [address, setAddress] = useState('')
  return (
    <section className="open" aria-labelledby="open-title">
      <h2 id="open-title">Open a skill</h2>
      <p className="quiet">
        Drop a .skill file, or the folder of a skill, anywhere on this page. It stays on your device.
      </p>
      <div className="row">
        <FilePicker label="Choose files…" onOpen={onOpen} />
        <FilePicker label="Choose a folder…" onOpen={onOpen} folder />
      </div>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault()
          onOpen(() => openAddress(address))
        }}
      >
        <input
          type="text"
          inputMode="url"
          aria-label="Address of a .skill file"
          placeholder="https://…/name.skill"
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
        <button type="submit" disabled={address.trim() === ''}>
          Open
        </button>
      </form>
    </section>
  )
}

function FilePicker({
  label,
  onOpen,
  folder = false,
}: {
  readonly label: string
  readonly onOpen: OpenSkill
  readonly folder?: boolean
}): ReactElement {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        {...(folder ? { webkitdirectory: '' } : { multiple: true })}
        onChange={({ target }) => {
          const files = [...(target.files ?? [])]
          // The same file can be chosen again after it was changed.
          target.value = ''
          if (files.length > 0) onOpen(async () => openFiles(await chosenFiles(files)))
        }}
      />
    </>
  )
}
