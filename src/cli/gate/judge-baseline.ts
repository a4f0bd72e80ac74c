export async function judgeBaseline(_plan: unknown): Promise<void> {}
