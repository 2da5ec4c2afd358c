export const key = import.meta.env.VITE_SUPABASE_SERVICE_ROLE_KEY;
export const other = process.env.REACT_APP_SERVICE_KEY;
