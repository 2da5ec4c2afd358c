-- The platform's own table is judged by the project's own policies on it.
create policy "own folder" on storage.objects for select to authenticated
  using (bucket_id = 'papers' and (storage.foldername(name))[1] = (select auth.uid())::text);
create policy "pictures" on storage.objects for select using (bucket_id = 'pictures');
create policy "own add" on storage.objects for insert to authenticated
  with check (bucket_id = 'papers' and (storage.foldername(name))[1] = (select auth.uid())::text);
create policy "delete any" on storage.objects for delete to authenticated
  using (bucket_id = 'pictures' and (select auth.role()) = 'authenticated');
