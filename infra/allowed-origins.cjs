/** The gateway wants a list, a parameter is a string: 'https://a.example,https://b.example' becomes two origins. */
module.exports = async ({ resolveVariable }) =>
  (await resolveVariable('param:allowedOrigins')).split(',').map((origin) => origin.trim())
