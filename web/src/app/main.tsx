import '@/app/base.css'
