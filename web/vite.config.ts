import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { fieldBudget } from './build/budget.ts'
import { vendorFiles } from './build/vendor.ts'
import { fieldWorker } from './build/field-worker.ts'

const api = process.env['JINMIN_API'] ?? 'http://127.0.0.1:8600'

export default defineConfig({
  base: '/',
  plugins: [react(), fieldWorker(), vendorFiles(), fieldBudget('field.html', 180)],
  resolve: { alias: { '@': resolve(import.meta.dirname, 'src') } },
  build: {
    target: 'chrome109',
    cssTarget: 'chrome109',
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: {
        desk: resolve(import.meta.dirname, 'desk.html'),
        field: resolve(import.meta.dirname, 'field.html'),
        wall: resolve(import.meta.dirname, 'wall.html'),
      },
    },
  },
  server: { proxy: { '/api': api, '/static': api } },
  test: { include: ['src/**/*.test.{ts,tsx}'], environment: 'node' },
})
