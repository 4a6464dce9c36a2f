import { ref } from "vue";
import { uploadFile } from "../api/events";
import { useRequest } from "./useRequest";

/** Most bytes of a file that the service takes. */
const LARGEST = 20 * 1024 ** 2;

/** Sends files to a case, one after the other. */
export function useUploads() {
  const { problem, run } = useRequest(uploadFile);
  /** Name of the file that is being sent. */
  const busy = ref<string | null>(null);
  /** Name of the last file that was too large. */
  const refused = ref<string | null>(null);

  async function upload(code: string, files: readonly File[]): Promise<void> {
    refused.value = files.find((file) => file.size > LARGEST)?.name ?? null;
    for (const file of files.filter((one) => one.size <= LARGEST)) {
      busy.value = file.name;
      await run(code, file);
      if (problem.value) break;
    }
    busy.value = null;
  }

  return { upload, busy, refused, problem };
}
