{% if a %}
create table {{ schema }}.t (a ${type}, "{{ b }}" %%c%%);
{% endif %}
<% if x %>
select @extschema@.f(%(x)s), <%= y %>, $z, #{w}, a[1:n];
